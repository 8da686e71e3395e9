# The program obeys at once; its child, in a session of its own, does not hear.
setsid sh -c 'trap "" TERM; echo ready; while :; do sleep 1000; done' &
trap 'exit 0' TERM
while :; do sleep 1000 & wait $!; done
