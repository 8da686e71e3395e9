# As many as it may have; where it can have no more it tries again.
echo ready
grow() { while :; do (grow) & sleep 0.2; done; }
grow 2>/dev/null
while :; do sleep 1; done
