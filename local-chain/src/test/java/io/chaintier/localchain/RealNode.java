package io.chaintier.localchain;

import org.junit.jupiter.api.Assumptions;

/** Anvil for the tests of this module, or a skip that says what was not tested. */
final class RealNode {
    private RealNode() {}

    static AnvilProgram orSkip(String whatIsNotTested) {
        try {
            return AnvilProgram.installed();
        } catch (AnvilUnavailableException e) {
            String reason = "skipped: " + whatIsNotTested + ", because " + e.getMessage();
            System.out.println(reason); // the build's report does not show why a whole class was skipped
            return Assumptions.abort(reason);
        }
    }
}
