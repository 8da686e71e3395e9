# Each try writes twice, and between the two waits for a file in its working directory. The third ends well.
echo "try $SLUICE_ATTEMPT first"
until [ -e go ]; do sleep 0.02; done
echo "try $SLUICE_ATTEMPT last"
[ "$SLUICE_ATTEMPT" -eq 2 ]
