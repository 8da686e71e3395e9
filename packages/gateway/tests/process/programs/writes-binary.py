import sys

# Every byte, in an order that is no text in any encoding, to both.
for stream in (sys.stdout, sys.stderr):
    stream.buffer.write(bytes(range(256)) * 4 + b"\xff\xfe\x00\n")
