// The oracle answers what Kubernetes' own code says: of workloads, by the checks of Pod Security Admission, and of the CEL
// in admission policies, by the API server's compiler. One JSON request a line comes in, one JSON answer a line goes out.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	admissionv1 "k8s.io/api/admissionregistration/v1"
)

type request struct {
	// Workload is judged at each of Versions, such as 1.30, and by every policy that was kept.
	Workload json.RawMessage `json:"workload"`
	Versions []string        `json:"versions"`
	// Policy or Mutation is compiled in the environment of compatibility version Environment.
	Policy      *admissionv1.ValidatingAdmissionPolicySpec `json:"policy"`
	Mutation    *admissionv1.MutatingAdmissionPolicySpec   `json:"mutation"`
	Environment string                                     `json:"environment"`
	// KeepAs is the name under which Policy is kept, to judge later workloads.
	KeepAs string `json:"keepAs"`
}

func main() {
	input := bufio.NewReader(os.Stdin)
	output := bufio.NewWriter(os.Stdout)
	answers := json.NewEncoder(output)
	for {
		line, err := input.ReadBytes('\n')
		if len(line) > 0 {
			if err := answers.Encode(answer(line)); err != nil {
				fail(err)
			}
			if err := output.Flush(); err != nil {
				fail(err)
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			fail(err)
		}
	}
}

func answer(line []byte) any {
	var asked request
	if err := decodeStrictly(line, &asked); err != nil {
		return failure{Error: err.Error()}
	}
	var answered any
	var err error
	switch {
	case asked.Workload != nil:
		answered, err = judge(asked.Workload, asked.Versions)
	case asked.Policy != nil:
		answered, err = compileValidating(asked.Policy, asked.Environment, asked.KeepAs)
	case asked.Mutation != nil:
		answered, err = compileMutating(asked.Mutation, asked.Environment)
	default:
		err = errors.New("a request has a workload, a policy or a mutation")
	}
	if err != nil {
		return failure{Error: err.Error()}
	}
	return answered
}

// failure is the answer to a request that cannot be answered.
type failure struct {
	Error string `json:"error"`
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
