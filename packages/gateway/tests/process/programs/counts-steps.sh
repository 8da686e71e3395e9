# Twenty steps, each a line and a file, the last one whole or not there; then it ends by itself.
echo ready
for step in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  echo "step $step"
  : >"file $step"
  sleep 0.02
done
