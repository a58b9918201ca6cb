package io.chaintier.gateway.nodes;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.event.BlockRef;
import io.chaintier.nodereports.Divergence;
import io.chaintier.nodereports.NodeComparison;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.nodereports.NodeStatus;
import io.chaintier.nodereports.NodeStatus.Syncing;
import io.chaintier.nodereports.ReportedNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The overview as JSON: block numbers and peers are quantities as everywhere in Ethereum's JSON-RPC, {@code behind} is a
 * plain number for it can be negative; what is not known is absent.
 */
public final class NodeOverviewJson {
    private NodeOverviewJson() {}

    public static void write(JsonGenerator out, NodeOverview overview) throws IOException {
        out.writeStartObject();
        out.writeStringField("chain", overview.chain().toString());
        block(out, "head", overview.head());
        out.writeBooleanField("complete", overview.complete());
        out.writeArrayFieldStart("nodes");
        for (NodeComparison node : overview.nodes()) {
            write(out, node);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, NodeComparison comparison) throws IOException {
        ReportedNode node = comparison.node();
        NodeReport report = node.report();
        NodeStatus status = report.status();
        out.writeStartObject();
        out.writeStringField("name", node.name());
        text(out, "client", status.client());
        block(out, "head", status.head());
        if (comparison.behind().isPresent()) {
            out.writeNumberField("behind", comparison.behind().getAsLong());
        }
        if (status.syncing().isPresent()) {
            syncing(out, status.syncing().get());
        } else {
            out.writeBooleanField("syncing", false);
        }
        quantity(out, "peers", status.peers());
        block(out, "published", report.published());
        if (comparison.divergence().isPresent()) {
            divergence(out, comparison.divergence().get());
        }
        text(out, "failure", status.failure());
        out.writeBooleanField("silent", comparison.silent());
        out.writeStringField("reportedAt", node.reportedAt().toString());
        out.writeArrayFieldStart("remarks");
        for (String remark : comparison.remarks()) {
            out.writeString(remark);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void syncing(JsonGenerator out, Syncing syncing) throws IOException {
        out.writeObjectFieldStart("syncing");
        quantity(out, "currentBlock", syncing.current());
        quantity(out, "highestBlock", syncing.highest());
        out.writeEndObject();
    }

    /** The first block that differs is one of these. */
    private static void divergence(JsonGenerator out, Divergence divergence) throws IOException {
        out.writeObjectFieldStart("differsFrom");
        quantity(out, "atLeast", OptionalLong.of(divergence.firstAtLeast()));
        quantity(out, "atMost", OptionalLong.of(divergence.differsAt()));
        out.writeEndObject();
    }

    private static void block(JsonGenerator out, String field, Optional<BlockRef> block) throws IOException {
        if (block.isPresent()) {
            out.writeObjectFieldStart(field);
            quantity(out, "number", OptionalLong.of(block.get().number()));
            out.writeStringField("hash", block.get().hash().toString());
            out.writeEndObject();
        }
    }

    private static void text(JsonGenerator out, String field, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            out.writeStringField(field, text.get());
        }
    }

    private static void quantity(JsonGenerator out, String field, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            out.writeStringField(field, "0x" + Long.toHexString(number.getAsLong()));
        }
    }
}
