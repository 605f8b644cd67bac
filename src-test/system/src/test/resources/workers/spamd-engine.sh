#!/bin/sh
# Stands for spamd's engine: a template that takes any options, and serves hello.
# The image's folder is the first argument; the options that come last are written to stderr.
image=$1
shift
echo "engine: $*" >&2
exec perl "$image/worker-api/examples/perl/template.pl" "$image/worker-api/examples/perl/hello.pl"
