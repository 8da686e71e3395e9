# Lines of 64 bytes with their number, as many as its argument says.
i=0
while [ $i -lt "$1" ]; do
  printf '%063d\n' $i
  i=$((i + 1))
done
echo ready
sleep 100000
