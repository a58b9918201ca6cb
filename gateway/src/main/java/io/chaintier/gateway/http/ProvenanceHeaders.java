package io.chaintier.gateway.http;

import io.chaintier.event.BlockRef;
import io.chaintier.gateway.read.KnownHead;
import io.chaintier.gateway.rpc.Provenance;
import io.vertx.core.http.HttpServerResponse;
import java.math.BigDecimal;
import java.util.Set;

/** Where an answer is from, as headers of its response. */
final class ProvenanceHeaders {
    private static final String TIER = "X-Chaintier-Tier";
    private static final String FINALITY = "X-Chaintier-Finality";
    private static final String HEAD_NUMBER = "X-Chaintier-Head-Number";
    private static final String HEAD_HASH = "X-Chaintier-Head-Hash";
    private static final String HEAD_AGE = "X-Chaintier-Head-Age";

    /** All that {@link #put} can set. */
    static final Set<String> ALL = Set.of(TIER, FINALITY, HEAD_NUMBER, HEAD_HASH, HEAD_AGE);

    private static final int MILLIS_DIGITS = 3;

    private ProvenanceHeaders() {}

    static void put(Provenance provenance, HttpServerResponse response) {
        response.putHeader(TIER, provenance.tierNames())
                .putHeader(FINALITY, provenance.finality().toString());
        provenance.head().ifPresent(known -> put(known, response));
    }

    private static void put(KnownHead known, HttpServerResponse response) {
        BlockRef head = known.head().head();
        response.putHeader(HEAD_NUMBER, Long.toString(head.number()))
                .putHeader(HEAD_HASH, head.hash().toString())
                .putHeader(HEAD_AGE, seconds(known.age().toMillis()));
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, MILLIS_DIGITS).toPlainString();
    }
}
