/* Stands in the header of every exported model, so that one program may hold several. */
#ifndef DEEPAWB_STATUS
#define DEEPAWB_STATUS
/* What an estimate returns. Below 0 the call was wrong, above 0 the frame shows no light to estimate. */
enum deepawb_status {
  DEEPAWB_BAD_VALUE = -2,    /* a cell or a count is not finite, or a coverage not in 0..1 */
  DEEPAWB_BAD_ARGUMENT = -1, /* a null pointer, a wrong size, stride, layout or level */
  DEEPAWB_OK = 0,
  DEEPAWB_MASKED = 1,        /* every pixel is masked */
  DEEPAWB_BLACK = 2,         /* all that is visible lies at the black level */
  DEEPAWB_CLIPPED = 3,       /* all that is visible is clipped */
  DEEPAWB_NO_ANSWER = 4      /* the network's answer is no white point */
};
#endif
