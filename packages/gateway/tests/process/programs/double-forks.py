# A child that left its parent, its session and its descriptors behind.
import os, time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 256)
        open("child", "w").close()
        time.sleep(100_000)
    os._exit(0)
os.wait()
while not os.path.exists("child"):
    time.sleep(0.01)
print("ready", flush=True)
time.sleep(100_000)
