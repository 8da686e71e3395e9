import os

# Lines with their number, until one of them is not taken whole; what it may do about it is its own.
count = 0
while True:
    count += 1
    line = b"line %d\n" % count
    try:
        written = os.write(1, line)
    except OSError:
        os._exit(7)
    if written < len(line):
        os._exit(7)
