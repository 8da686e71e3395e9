import signal, sys, time

def end(*_):
    print("put away", flush=True)
    sys.exit(0)

signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
while True:
    time.sleep(1)
