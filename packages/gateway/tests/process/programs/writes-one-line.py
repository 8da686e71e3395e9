import sys

# As many bytes in one line as its argument says, and the line's end.
left = int(sys.argv[1])
while left > 0:
    piece = min(left, 1 << 20)
    sys.stdout.write("x" * piece)
    left -= piece
sys.stdout.write("\nlast\n")
