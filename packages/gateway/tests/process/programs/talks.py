import os
import signal
import subprocess
import sys

# A child in a session of its own, and lines until it is told to end; then a last one.
subprocess.Popen(["sleep", "1000000"], start_new_session=True)
count = 0


def end(*_):
    print("last", count, flush=True)
    os._exit(7)


signal.signal(signal.SIGTERM, end)
while True:
    count += 1
    sys.stdout.write(f"line {count}\n")
    sys.stdout.flush()
    signal.sigtimedwait([], 0.001)
