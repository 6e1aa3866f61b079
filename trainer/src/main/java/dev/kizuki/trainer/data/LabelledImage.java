package dev.kizuki.trainer.data;

import java.util.function.Supplier;

/**
 * One image of a data set. Its bytes are read on demand.
 *
 * @param label the folder of the image, or its class in an IDX file; empty for none
 * @param name the path below the data set's folder, or the position in an IDX file
 * @param payload reads the encoded bytes, as a device would send them
 */
public record LabelledImage(String label, String name, Supplier<byte[]> payload) {}
