#!/bin/sh
# Checks the signature of a checkpoint, or of the one in a proof, by OpenSSL 3 alone:
#
#   note.sh KEY CHECKPOINT-OR-PROOF
set -eu
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
name=$(cut -d+ -f1 "$1")

# What DER puts before the 32 bytes of an Ed25519 key (RFC 8410), then these: the key's first byte is its type.
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; cut -d+ -f3- "$1" | base64 -d | tail -c 32; } >"$parts/key.der"
# A proof has an empty line before its checkpoint.
if head -n 1 "$2" | grep -q '^c2sp.org/tlog-proof@'; then sed '1,/^$/d' "$2"; else cat "$2"; fi >"$parts/note"
# The text is what is before the empty line; a signature is 64 bytes after 4 that name the key.
sed '/^$/,$d' "$parts/note" >"$parts/text"
sed '1,/^$/d' "$parts/note" | awk -v name="$name" '$1 == "—" && $2 == name { print $3 }' | base64 -d | tail -c +5 >"$parts/signature"

openssl pkeyutl -verify -pubin -keyform DER -inkey "$parts/key.der" -rawin -in "$parts/text" -sigfile "$parts/signature"
