/**
 * The memory tier: the newest blocks of every chain, and what reads brought in, in Redis 6.2 or later.
 *
 * <p>All keys of a chain begin with {@code ct:{eip155:1}:}. The part in braces puts a chain into one slot of a cluster: a
 * chain is the unit of order and of placement, and chains spread over the servers. Numbers are big-endian; a sequence is
 * that of the event which wrote the entry, and the highest one stays.
 *
 * <pre>
 * ct:chains              set of chain ids
 * head                   sequence 8 | number 8 | hash
 * finality               sequence 8 | safe, finalized: length of the hash or 0 1 | number 8 | hash
 * n:&lt;number, 8 bytes&gt;    sequence 8 | hash of the canonical block, or nothing where there is none
 * numbers                sorted set of the numbers (8 bytes) in the window
 * h:&lt;block hash&gt;         sequence 8 | rank of the receipts 8 | number 8 | timestamp 8 | body format 8
 *                        | transactions 4 | length 1 and parent hash | header
 * x:&lt;block hash&gt;         width 1 | for each transaction: length 1 and hash, filled up to the width
 * b:&lt;block hash&gt;         bodies: where each begins and the last ends 4 each | the bodies
 * r:&lt;block hash&gt;         receipts, in the same form; not there while they are not known
 * l:&lt;block hash&gt;         rank of the receipts that it is of 8 | for each term of each receipt: first 4 bytes of the
 *                        term's fingerprint | place of the receipt 2; sorted
 * t:&lt;transaction hash&gt;   sequence 8 | number 8 | index 4 | as text "from to from to": first and last byte in b, in r;
 *                        of the newest append of the transaction
 * s:&lt;namespace&gt;          hash: key -> version 8 | the entry as in its topic
 * run:&lt;id&gt;               place of the last event applied of a run; see RedisChainWriter
 * </pre>
 *
 * <p>The rank of receipts is 0 where they are not known, 1 where they came from disk, and otherwise the sequence of
 * their event plus 2. A block that was read from disk has no {@code l}, for disk does not say the terms; nor has one of
 * more than 65,536 transactions. Such a block is a hole in the part of a chain that memory can search. A transaction is canonical where the register of its number has the transaction's own sequence.
 *
 * <p><b>Life.</b> A block and the places of its transactions have no expiry while it is canonical within the window: the
 * {@code memory.window.blocks} numbers below the head. A block that leaves the window at the bottom is deleted; its
 * register stays for {@code memory.fill.life.ms}, so that a slow reader cannot put back what was replaced meanwhile.
 * Abandoned blocks, and blocks that were read from disk, live that long too. Events below the window are not kept, for
 * memory never promised to: a miss here means "ask the disk" and no more. So at the bottom of the window, and only there,
 * the order of events can decide what is here; never what an answer says.
 */
package io.chaintier.memorystore;
