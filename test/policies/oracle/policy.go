package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	celgo "github.com/google/cel-go/cel"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch"
	"k8s.io/apiserver/pkg/cel/environment"
)

type compileError struct {
	// Where is the field, such as validations[0].expression.
	Where   string `json:"where"`
	Message string `json:"message"`
}

type compiled struct {
	// Expressions is how many were compiled.
	Expressions int            `json:"expressions"`
	Errors      []compileError `json:"errors"`
}

// compiling compiles the expressions of one policy as the API server does when somebody creates it: of the functions, only
// those that the compatibility version has.
type compiling struct {
	compiled
	composed  *cel.CompositedCompiler
	stateless cel.Compiler
	options   cel.OptionalVariableDeclarations
}

func newCompiling(compatibility string, hasParams bool) (*compiling, error) {
	parsed, err := version.ParseMajorMinor(compatibility)
	if err != nil {
		return nil, fmt.Errorf("environment is %q, which must be a version such as 1.30: %w", compatibility, err)
	}
	base := environment.MustBaseEnvSet(parsed)
	composed, err := cel.NewCompositedCompiler(base)
	if err != nil {
		return nil, err
	}
	return &compiling{
		compiled:  compiled{Errors: []compileError{}},
		composed:  composed,
		stateless: cel.NewCompiler(base),
		options:   cel.OptionalVariableDeclarations{HasParams: hasParams, HasAuthorizer: true},
	}, nil
}

// expression is a CEL text with the types that its value may have, and a name if it is a variable.
type expression struct {
	name, text string
	types      []*celgo.Type
}

func (e expression) GetExpression() string      { return e.text }
func (e expression) ReturnTypes() []*celgo.Type { return e.types }
func (e expression) GetName() string            { return e.name }
func of(text string, t *celgo.Type) expression {
	return expression{text: text, types: []*celgo.Type{t}}
}
func (c *compiling) report(where string, result cel.CompilationResult) {
	c.Expressions++
	if result.Error != nil {
		c.Errors = append(c.Errors, compileError{where, result.Error.Error()})
	}
}

// conditions compiles what is judged before the variables are there.
func (c *compiling) conditions(conditions []admissionv1.MatchCondition) {
	for i, it := range conditions {
		result := c.stateless.CompileCELExpression(of(it.Expression, celgo.BoolType), c.options, environment.NewExpressions)
		c.report(fmt.Sprintf("matchConditions[%d].expression", i), result)
	}
}

func (c *compiling) variables(variables []admissionv1.Variable) {
	for i, it := range variables {
		variable := expression{it.Name, it.Expression, []*celgo.Type{celgo.AnyType, celgo.DynType}}
		result := c.composed.CompileAndStoreVariable(variable, c.options, environment.NewExpressions)
		c.report(fmt.Sprintf("variables[%d].expression", i), result)
	}
}

func (c *compiling) one(where string, it cel.ExpressionAccessor, options cel.OptionalVariableDeclarations) {
	c.report(where, c.composed.CompileCELExpression(it, options, environment.NewExpressions))
}

func compileValidating(spec *admissionv1.ValidatingAdmissionPolicySpec, compatibility, keepAs string) (*compiled, error) {
	c, err := newCompiling(compatibility, spec.ParamKind != nil)
	if err != nil {
		return nil, err
	}
	c.conditions(spec.MatchConditions)
	c.variables(spec.Variables)
	withoutAuthorizer := c.options
	withoutAuthorizer.HasAuthorizer = false
	for i, it := range spec.Validations {
		where := fmt.Sprintf("validations[%d].", i)
		c.one(where+"expression", of(it.Expression, celgo.BoolType), c.options)
		if it.MessageExpression != "" {
			c.one(where+"messageExpression", of(it.MessageExpression, celgo.StringType), withoutAuthorizer)
		}
	}
	if keepAs != "" {
		c.keep(keepAs, spec.Validations)
	}
	return &c.compiled, nil
}

func compileMutating(spec *admissionv1.MutatingAdmissionPolicySpec, compatibility string) (*compiled, error) {
	c, err := newCompiling(compatibility, spec.ParamKind != nil)
	if err != nil {
		return nil, err
	}
	c.conditions(spec.MatchConditions)
	c.variables(spec.Variables)
	patching := c.options
	patching.HasPatchTypes = true
	for i, it := range spec.Mutations {
		where := fmt.Sprintf("mutations[%d].", i)
		switch {
		case it.PatchType == admissionv1.PatchTypeJSONPatch && it.JSONPatch != nil:
			c.one(where+"jsonPatch.expression", &patch.JSONPatchCondition{Expression: it.JSONPatch.Expression}, patching)
		case it.PatchType == admissionv1.PatchTypeApplyConfiguration && it.ApplyConfiguration != nil:
			accessor := &patch.ApplyConfigurationCondition{Expression: it.ApplyConfiguration.Expression}
			c.one(where+"applyConfiguration.expression", accessor, patching)
		default:
			return nil, fmt.Errorf("%spatchType is %q, whose patch is missing", where, it.PatchType)
		}
	}
	return &c.compiled, nil
}

func decodeStrictly(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
