# Everything that it may signal, the first process included, and itself last.
sleep 100000 &
kill -KILL 1 2>/dev/null
echo ready
kill -KILL -1
kill -KILL $$
