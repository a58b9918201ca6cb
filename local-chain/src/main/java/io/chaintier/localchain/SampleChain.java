package io.chaintier.localchain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A chain recorded from a real node, for machines that cannot run one: 120 blocks of {@link Traffic} with
 * reorganisations of several depths. Made by {@link SampleChainRecorder}.
 */
public final class SampleChain {
    static final String RESOURCE = "sample-chain.ndjson.gz";

    private SampleChain() {}

    /** The chain id its transactions are signed for: 31337. */
    public static long chainId() {
        return AnvilOptions.DEFAULT_CHAIN_ID;
    }

    /** All steps in the order somebody who followed the node from block 0 saw them; some MB in memory. */
    public static List<ChainStep> steps() {
        try (InputStream in = SampleChain.class.getResourceAsStream(RESOURCE)) {
            return ChainStepFile.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the recorded sample chain cannot be read", e);
        }
    }
}
