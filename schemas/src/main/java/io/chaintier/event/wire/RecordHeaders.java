package io.chaintier.event.wire;

/** Names of the Kafka record headers. They repeat what the value says, so that tools can filter without decoding. */
public final class RecordHeaders {
    /** CAIP-2 chain id as text. */
    public static final String CHAIN = "chain";

    /** {@code BlockAppended}, {@code BlockPart}, {@code BlockReverted}, {@code FinalityAdvanced} or {@code StateEntry}. */
    public static final String TYPE = "type";

    /** Block number as decimal text; absent where the event is not about one block. */
    public static final String NUMBER = "number";

    private RecordHeaders() {}
}
