import os, subprocess, tempfile

# Files that grow wherever it may write, by itself and by a child.
subprocess.Popen(["sh", "-c", "while :; do echo more >>by-a-child; sleep 0.01; done"])
files = [open("half", "wb"), open("/tmp/half", "wb"), tempfile.NamedTemporaryFile(delete=False)]
count = 0
while True:
    for file in files:
        file.write(os.urandom(65536))
        file.flush()
    count += 1
    if count == 20:
        print("ready", flush=True)
    if count > 200:
        for file in files:
            file.seek(0)
