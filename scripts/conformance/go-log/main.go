// Verifies checkpoints, cosignatures and proofs of our log with the libraries of other logs: those of Go's checksum
// database and of transparency.dev. Exits with 1 and a line where something is refused.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	f_log "github.com/transparency-dev/formats/log"
	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type given struct {
	Key         string   `json:"key"`
	Witness     string   `json:"witness"`
	Before      string   `json:"before"`
	Entry       string   `json:"entry"`
	Proof       string   `json:"proof"`
	Consistency []string `json:"consistency"`
}

func check(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func hashes(encoded []string) []tlog.Hash {
	found := make([]tlog.Hash, len(encoded))
	for at, one := range encoded {
		bytes, err := base64.StdEncoding.DecodeString(one)
		check("base64", err)
		copy(found[at][:], bytes)
	}
	return found
}

func inclusion(file proof.TLogProof) []tlog.Hash {
	found := make([]tlog.Hash, len(file.Hashes))
	for at, one := range file.Hashes {
		found[at] = tlog.Hash(one)
	}
	return found
}

func opened(text string, key note.Verifier, witness note.Verifier) (tlog.Tree, *f_log.Checkpoint) {
	checkpoint, _, signed, err := f_log.ParseCheckpoint([]byte(text), key.Name(), key, witness)
	check("checkpoint", err)
	if len(signed.Sigs) != 2 {
		check("signatures", fmt.Errorf("%d of 2 are good", len(signed.Sigs)))
	}
	for _, one := range signed.Sigs {
		if one.Name == witness.Name() {
			_, err := f_note.CoSigV1Timestamp(one)
			check("time of the cosignature", err)
		}
	}
	var root tlog.Hash
	copy(root[:], checkpoint.Hash)
	return tlog.Tree{N: int64(checkpoint.Size), Hash: root}, checkpoint
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check("input", err)
	var in given
	check("input", json.Unmarshal(text, &in))
	key, err := note.NewVerifier(strings.TrimSpace(in.Key))
	check("key of the log", err)
	witness, err := f_note.NewVerifierForCosignatureV1(in.Witness)
	check("key of the witness", err)
	before, _ := opened(in.Before, key, witness)
	var file proof.TLogProof
	check("tlog-proof", file.Unmarshal([]byte(in.Proof)))
	after, _ := opened(string(file.Checkpoint), key, witness)
	leaf := tlog.RecordHash([]byte(in.Entry))
	check("inclusion", tlog.CheckRecord(inclusion(file), after.N, after.Hash, int64(file.Index), leaf))
	check("consistency", tlog.CheckTree(hashes(in.Consistency), after.N, after.Hash, before.N, before.Hash))
}
