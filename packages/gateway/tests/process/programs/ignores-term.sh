# Nor do its children hear it.
trap '' TERM HUP INT
sleep 100000 &
echo ready
while :; do sleep 1000; done
