import os, signal, time

print("ready", flush=True)
os.closerange(0, 256)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(100_000)
