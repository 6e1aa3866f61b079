package dev.kizuki.trainer.defect;

/**
 * The place and shape of a defect in an image.
 *
 * @param top the first row of the box around it
 * @param left the first column of the box
 * @param rows the height of the box, in pixels
 * @param columns the width of the box, in pixels
 * @param weights (rows, columns): 1 inside the defect, 0 outside, between them at a soft edge
 */
record Mark(int top, int left, int rows, int columns, float[] weights) {}
