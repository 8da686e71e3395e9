import errno
import os
import time

# Lines of 1 KB with their number; where the disk has no room it waits for some.
for count in range(6_000):
    rest = b"%01023d\n" % count
    while rest:
        try:
            rest = rest[os.write(1, rest):]
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            time.sleep(0.02)
