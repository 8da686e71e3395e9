echo "try $((SLUICE_ATTEMPT + 1))"
[ "$SLUICE_ATTEMPT" -eq 2 ]
