package io.chaintier.spill;

import java.util.List;

/**
 * What a log was found to be when it was opened.
 *
 * @param segments  files that were taken over
 * @param frames    in them, not yet released
 * @param tornBytes behind the last whole frame of an interrupted segment, cut off: appends that a crash had caught
 * @param findings  whatever else a person should know, one line each: damaged, missing, foreign or leftover files, and
 *                  what was done about them. Empty after an ordered end
 */
public record Recovery(int segments, long frames, long tornBytes, List<String> findings) {
    public Recovery {
        findings = List.copyOf(findings);
    }
}
