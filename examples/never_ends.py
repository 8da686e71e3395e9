"""Writes a line a second for ever, with a child that went into a session of its own."""

import subprocess
import time

subprocess.Popen(["sleep", "1000000"], start_new_session=True)
count = 0
while True:
    count += 1
    print("still here", count, flush=True)
    time.sleep(1)
