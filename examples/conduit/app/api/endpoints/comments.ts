/** What is said below an article. */
import { del, get, optional, post, router } from "tenon";
import { z } from "zod";
import { ArticleNotFound, CommentForbidden, CommentNotFound } from "../../core/errors.ts";
import { currentUser } from "../../core/security.ts";
import { CommentResponse, CommentsResponse, NewComment } from "../../schemas/article.ts";
import { Text } from "../../schemas/text.ts";
import { articleService } from "../../services/article-service.ts";

const params = { slug: Text };
const signedIn = { user: currentUser, articles: articleService };

export const comments = router(
  { prefix: "/articles", tags: ["Comments"], errors: [ArticleNotFound] },
  {
    list: get(
      "/:slug/comments",
      {
        params,
        response: CommentsResponse,
        depends: { reader: optional(currentUser), articles: articleService },
      },
      async ({ params, reader, articles }) => ({ comments: await articles.comments(params.slug, reader) }),
    ),
    add: post(
      "/:slug/comments",
      { params, body: NewComment, response: CommentResponse, status: 201, depends: signedIn },
      async ({ params, body, user, articles }) => ({
        comment: await articles.comment(params.slug, body.comment.body, user),
      }),
    ),
    remove: del(
      "/:slug/comments/:id",
      {
        params: { ...params, id: z.int32().min(1) },
        status: 204,
        errors: [CommentNotFound, CommentForbidden],
        depends: signedIn,
      },
      ({ params, user, articles }) => articles.removeComment(params.slug, params.id, user),
    ),
  },
);
