package main

import (
	"context"
	"fmt"

	celgo "github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

// admitted is what one policy says of one object.
type admitted struct {
	// Allowed holds if every validation is true.
	Allowed bool `json:"allowed"`
	// Error is of the first validation that could not be evaluated.
	Error string `json:"error,omitempty"`
	// Cost is what the validations took of the budget that the API server gives a policy.
	Cost int64 `json:"cost"`
}

var kept = map[string]cel.ConditionEvaluator{}

func (c *compiling) keep(name string, validations []admissionv1.Validation) {
	expressions := make([]cel.ExpressionAccessor, len(validations))
	for i, it := range validations {
		expressions[i] = of(it.Expression, celgo.BoolType)
	}
	kept[name] = c.composed.CompileCondition(expressions, c.options, environment.NewExpressions)
}

// admitAll asks every kept policy about the creation of an object.
func admitAll(object runtime.Object) (map[string]admitted, error) {
	kind := object.GetObjectKind().GroupVersionKind()
	attributes := admission.NewAttributesRecord(object, nil, kind, "test", "it", schema.GroupVersionResource{}, "",
		admission.Create, &metav1.CreateOptions{}, false, nil)
	request := cel.CreateAdmissionRequest(attributes, metav1.GroupVersionResource{}, metav1.GroupVersionKind(kind))
	versioned, err := admission.NewVersionedAttributes(attributes, kind, nil)
	if err != nil {
		return nil, err
	}
	all := map[string]admitted{}
	for name, policy := range kept {
		results, left, err := policy.ForInput(context.Background(), versioned, request,
			cel.OptionalVariableBindings{}, nil, celconfig.RuntimeCELCostBudget)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		said := admitted{Allowed: true, Cost: celconfig.RuntimeCELCostBudget - left}
		for _, result := range results {
			if result.Error != nil && said.Error == "" {
				said.Error = result.Error.Error()
			}
			said.Allowed = said.Allowed && result.EvalResult == types.True
		}
		all[name] = said
	}
	return all, nil
}
