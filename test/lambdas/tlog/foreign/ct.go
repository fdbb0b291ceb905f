// Checks the tree of a log by what Google wrote for Certificate Transparency: package merkletree of
// github.com/google/certificate-transparency. Checks no signature: note.sh does, by OpenSSL.
//
//	ct inclusion   PROOF
//	ct consistency EARLIER-CHECKPOINT LATER-CHECKPOINT HASHES
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"

	"github.com/google/certificate-transparency/go/merkletree"
)

func main() {
	verifier := merkletree.NewMerkleVerifier(func(bytes []byte) []byte {
		hash := sha256.Sum256(bytes)
		return hash[:]
	})
	switch os.Args[1] {
	case "inclusion":
		proof := readProof(os.Args[2])
		head := readHead(proof.checkpoint)
		// It counts leaves from 1.
		check(verifier.VerifyInclusionProof(proof.index+1, head.size, proof.hashes, head.root, proof.entry))
		fmt.Printf("leaf %d of %d: %s\n", proof.index, head.size, proof.entry)
	case "consistency":
		earlier, later := readHead(read(os.Args[2])), readHead(read(os.Args[3]))
		hashes := readHashes(strings.Split(read(os.Args[4]), "\n"))
		check(verifier.VerifyConsistencyProof(earlier.size, later.size, earlier.root, later.root, hashes))
		fmt.Printf("%d leaves grew to %d\n", earlier.size, later.size)
	default:
		fail("say inclusion or consistency")
	}
}
