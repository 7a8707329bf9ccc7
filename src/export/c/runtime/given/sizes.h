/* What a model sets, here with values of none. */
/* Size of the thumbnail that the network reads. */
#define DEEPAWB_MODEL_HEIGHT 6
#define DEEPAWB_MODEL_WIDTH 8

/* Levels of the pictures that it was trained on. */
#define DEEPAWB_MODEL_BLACK_LEVEL 2048
#define DEEPAWB_MODEL_WHITE_LEVEL 16383
