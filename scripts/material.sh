#!/usr/bin/env bash
# Says where the published material goes that some tests read, what of it is there, and where the rest was published.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=0
say() {
  if [ -e "../shared/$1" ]; then
    printf '  here      %s\n' "../shared/$1"
  else
    printf '  absent    %s\n              %s\n' "../shared/$1" "$2"
    missing=$((missing + 1))
  fi
}

echo 'Published material, read in place beside the repository; tests that want what is absent say that they were skipped.'
say corpus 'messages from nhsconnect/STU3-FHIR-Assets (Examples), nhsdigitalmait/FHIR_MESH and NHSDigital/integration-adaptor-lab-results'
say conformance/validator 'the cases of FHIR/fhir-test-cases, validator/, that are STU3, with the outcomes of the Java validator'
say conformance/fhirpath 'tests-fhir-r4.xml and its inputs, from FHIR/fhir-test-cases, r4/fhirpath'
say definitions/hl7.fhir.r3.core-3.0.2.tgz 'the FHIR package hl7.fhir.r3.core 3.0.2 of HL7'
say definitions/nhs-stu3.tgz 'the definitions of nhsconnect/STU3-FHIR-Assets and nhsconnect/CareConnect-profiles that definitions/manifest.json names'
say definitions/invariants.json 'every invariant of hl7.fhir.r3.core: a list of objects with key and expr'
say cases/robustness 'definitions of the maintainers that once took too long: a thousand types in a chain, and bases in a circle'
if [ "$missing" -gt 0 ]; then echo "$missing absent. Repositories are those of github.com; make test passes without."; fi
