package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeStateListenerBase;
import java.util.function.Consumer;

/** Tells that the driver has lost a node of one datacenter, on a thread of the driver's. */
final class LostNodes extends NodeStateListenerBase {
    private final String datacenter;
    private final Consumer<String> lost;

    /** @param lost gets the node's address */
    LostNodes(String datacenter, Consumer<String> lost) {
        this.datacenter = datacenter;
        this.lost = lost;
    }

    @Override
    public void onDown(Node node) {
        if (datacenter.equals(node.getDatacenter())) {
            lost.accept(node.getEndPoint().toString());
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
