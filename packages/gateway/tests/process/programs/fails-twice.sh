# It counts its tries beside the gateway's own records, in a file that its argument names.
echo x >>"$1"
echo "try $(wc -l <"$1")"
[ "$(wc -l <"$1")" -gt 2 ]
