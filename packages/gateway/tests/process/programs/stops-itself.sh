sleep 100000 &
kill -STOP $!
echo ready
kill -STOP $$
sleep 100000
