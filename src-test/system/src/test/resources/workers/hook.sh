# A hook: writes down which one it is and what it was told, to DIR/hooks; then does what is in
# the file DIR/NAME, if there is one.
echo "$PREFORKD_HOOK pool=$PREFORKD_POOL slot=$PREFORKD_SLOT gen=$PREFORKD_GENERATION" \
  "cause=$PREFORKD_CAUSE code=$PREFORKD_EXIT_CODE signal=$PREFORKD_SIGNAL" \
  "connections=$PREFORKD_CONNECTIONS" >> "$1/hooks"
if [ -e "$1/$PREFORKD_HOOK" ]; then . "$1/$PREFORKD_HOOK"; fi
