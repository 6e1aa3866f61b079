package dev.kizuki.embedded.simulator.product;

/**
 * A kind of defect.
 *
 * @param label the name that folders of data sets have
 */
record DefectKind<P>(String label, Flaw<P> flaw) {}
