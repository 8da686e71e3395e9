import os
import time

# Directories so deep that no path leads to them, and a file in what everybody may write to.
open("/tmp/left-behind", "w").write("a secret")
name = "d" * 200
for _ in range(60):
    os.mkdir(name)
    os.chdir(name)
print("ready", flush=True)
time.sleep(1000000)
