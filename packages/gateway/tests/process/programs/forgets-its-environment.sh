# A child without environment, in a session of its own, whose parent is gone.
(env -i setsid sh -c 'echo ready; exec sleep 100000' &)
exec sleep 100000
