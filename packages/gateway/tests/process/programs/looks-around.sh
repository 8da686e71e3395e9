# What it can see and do: a line each. Its arguments: a secret file, the pid of the gateway.
cat "$1" >/dev/null 2>&1 && echo 'read the secret'
umount "$(pwd)" 2>/dev/null && echo 'took a mount away'
umount -l /proc 2>/dev/null && echo 'took the process table away'
unshare -Urm sh -c 'umount -l "$0"; cat "$1"' "$(dirname "$1")" "$1" >/dev/null 2>&1 && echo 'read it in a namespace'
nsenter -t 1 -m true 2>/dev/null && echo 'entered another namespace'
kill -s 0 "$2" 2>/dev/null && echo 'may signal the gateway'
[ -e "/proc/$2" ] && grep -q node "/proc/$2/comm" && echo 'sees the gateway'
ls /proc/1/root/ /proc/1/fd/3 >/dev/null 2>&1 && echo 'sees through the first process'
grep -q '^CapEff:.*[1-9a-f]' /proc/self/status && echo 'has rights'
env | cut -d= -f1 | sort | tr '\n' ' '
echo
echo ready
