# A worker that starts fast and serves nobody: idle until its channel, behind one listener, ends.
printf 'I\0\0\0\0\n' >&4
read -r end <&4
