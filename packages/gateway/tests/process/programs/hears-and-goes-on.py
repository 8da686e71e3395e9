import signal

# It has a handler, which does nothing.
for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(each, lambda *_: print("heard", flush=True))
print("ready", flush=True)
while True:
    signal.pause()
