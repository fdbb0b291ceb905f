// Reads the files that a log hands out. Belongs to sumdb.go and to ct.go, each of which is a program together with it.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A C2SP tlog-proof.
type proof struct {
	entry      []byte
	index      int64
	hashes     [][]byte
	checkpoint string
}

// What a C2SP tlog-checkpoint says; its signature is not looked at here.
type head struct {
	origin string
	size   int64
	root   []byte
}

func read(path string) string {
	bytes, err := os.ReadFile(path)
	check(err)
	return string(bytes)
}

func readProof(path string) proof {
	front, checkpoint, found := strings.Cut(read(path), "\n\n")
	lines := strings.Split(front, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("this is no proof")
	}
	return proof{
		entry:      decode(strings.TrimPrefix(lines[1], "extra ")),
		index:      number(strings.TrimPrefix(lines[2], "index ")),
		hashes:     readHashes(lines[3:]),
		checkpoint: checkpoint,
	}
}

func readHead(note string) head {
	lines := strings.SplitN(note, "\n", 4)
	if len(lines) < 4 {
		fail("this is no checkpoint")
	}
	return head{lines[0], number(lines[1]), decode(lines[2])}
}

func readHashes(lines []string) [][]byte {
	hashes := [][]byte{}
	for _, line := range lines {
		if line != "" {
			hashes = append(hashes, decode(line))
		}
	}
	return hashes
}

func decode(text string) []byte {
	bytes, err := base64.StdEncoding.DecodeString(text)
	check(err)
	return bytes
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(why string) {
	fmt.Println("refused:", why)
	os.Exit(1)
}
