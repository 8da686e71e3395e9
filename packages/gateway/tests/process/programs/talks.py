import os
import signal
import subprocess
import sys

# A child in a session of its own, and lines until it is told to end; then a last one with their number.
subprocess.Popen(["sleep", "1000000"], start_new_session=True)
count = 0
is_told = False


def end(*_):
    global is_told
    is_told = True


signal.signal(signal.SIGTERM, end)
while not is_told:
    count += 1
    sys.stdout.write(f"line {count}\n")
    sys.stdout.flush()
    signal.sigtimedwait([], 0.001)
print("last", count, flush=True)
os._exit(7)
