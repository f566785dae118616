import analyzerProto, { type AnalyzeDiagnostic } from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Analysed, Finding } from "./analysis.ts";
import { levels, packName, packVersion, severities } from "./information.ts";
import type { Line } from "./summary.ts";

/** An AnalyzeResponse, written. */
export function responseOf({ findings, notApplicable }: Analysed, lines: readonly Line[] = []): Buffer {
  const told = lines.map(({ name, message }) =>
    diagnostic(name, message).setEnforcementlevel(levels.advisory),
  );
  const diagnostics = new analyzerProto.AnalyzeResponse().setDiagnosticsList([
    ...findings.map(diagnosticOf),
    ...told,
  ]);
  return Buffer.concat([diagnostics.serializeBinary(), ...[...notApplicable].map(outOfReach)]);
}

/** A RemediateResponse, written. */
const parts = new Map<string, Uint8Array>();

/**
 * The part of an AnalyzeResponse that tells of a rule which did not apply, written once: there are few, and most answers are
 * made of little else. In the wire form of protobuf, messages that follow each other are one message.
 */
function outOfReach([id, reason]: readonly [string, string]): Uint8Array {
  const key = `${id}: ${reason}`;
  const known =
    parts.get(key) ??
    new analyzerProto.AnalyzeResponse().setNotApplicableList([notApplicableTo(id, reason)]).serializeBinary();
  parts.set(key, known);
  return known;
}

const notApplicableTo = (id: string, reason: string) =>
  new analyzerProto.PolicyNotApplicable().setPolicyName(id).setReason(reason);

const diagnosticOf = ({ rule, level, urn, message }: Finding): AnalyzeDiagnostic =>
  diagnostic(rule.id, message)
    .setDescription(rule.title)
    .setEnforcementlevel(levels[level])
    .setSeverity(severities[rule.severity])
    .setUrn(urn);

const diagnostic = (name: string, message: string): AnalyzeDiagnostic =>
  new analyzerProto.AnalyzeDiagnostic()
    .setPolicyname(name)
    .setPolicypackname(packName)
    .setPolicypackversion(packVersion)
    .setMessage(message);
