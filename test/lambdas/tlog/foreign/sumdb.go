// Checks a log by what Go has for its own checksum database: golang.org/x/mod/sumdb, packages note (signatures) and tlog (trees).
//
//	sumdb inclusion   KEY PROOF
//	sumdb consistency KEY EARLIER-CHECKPOINT LATER-CHECKPOINT HASHES
package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	verifier, err := note.NewVerifier(strings.TrimSpace(read(os.Args[2])))
	check(err)
	open := func(signed string) head {
		opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
		check(err)
		found := readHead(opened.Text)
		if found.origin != verifier.Name() {
			fail("this is another log")
		}
		return found
	}
	switch os.Args[1] {
	case "inclusion":
		proof := readProof(os.Args[3])
		head := open(proof.checkpoint)
		check(tlog.CheckRecord(hashes(proof.hashes), head.size, hash(head.root), proof.index, tlog.RecordHash(proof.entry)))
		fmt.Printf("leaf %d of %d: %s\n", proof.index, head.size, proof.entry)
	case "consistency":
		earlier, later := open(read(os.Args[3])), open(read(os.Args[4]))
		way := hashes(readHashes(strings.Split(read(os.Args[5]), "\n")))
		check(tlog.CheckTree(way, later.size, hash(later.root), earlier.size, hash(earlier.root)))
		fmt.Printf("%d leaves grew to %d\n", earlier.size, later.size)
	default:
		fail("say inclusion or consistency")
	}
}

func hashes(all [][]byte) []tlog.Hash {
	typed := []tlog.Hash{}
	for _, one := range all {
		typed = append(typed, hash(one))
	}
	return typed
}

func hash(bytes []byte) (typed tlog.Hash) {
	if len(bytes) != tlog.HashSize {
		fail("this is no hash")
	}
	copy(typed[:], bytes)
	return typed
}
