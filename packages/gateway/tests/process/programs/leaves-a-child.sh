setsid sleep 100000 &
echo ready
exit 3
