# Says what its second file has. Waits for a file in its working directory, and fails but for the third time.
echo ready
until [ -e go ]; do sleep 0.02; done
cat data.txt
[ "$SLUICE_ATTEMPT" -eq 2 ]
