# Its arguments, its files, its environment: a line each.
import os, sys

print(sys.argv)
print(sorted(os.listdir(".")))
print(sorted(os.environ))
print(os.environ["SLUICE_TOKEN"] == "token of " + os.environ["SLUICE_JOB_ID"])
