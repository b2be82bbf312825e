/**
 * NestJS on Fastify with class-validator and class-transformer. Node's type stripping knows no decorators, so they are applied
 * by hand, as the compiler would.
 */
import "reflect-metadata";
import {
  Body,
  Catch,
  ClassSerializerInterceptor,
  Controller,
  createParamDecorator,
  Get,
  HttpException,
  Injectable,
  Module,
  NotFoundException,
  Param,
  Post,
  Query,
  SerializeOptions,
  UnauthorizedException,
  UnprocessableEntityException,
  UseGuards,
  ValidationPipe,
} from "@nestjs/common";
import { NestFactory, Reflector } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { Expose, Type } from "class-transformer";
import {
  IsBoolean,
  IsEmail,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from "class-validator";
import {
  bearer,
  createUser,
  notFoundBody,
  Orders,
  openSession,
  port,
  ready,
  rows,
  usernamePattern,
  userOf,
} from "./domain.ts";

/** @param {object} target @param {string} key @param {PropertyDecorator[]} decorators */
function field(target, key, ...decorators) {
  for (const decorate of decorators.toReversed()) decorate(target.prototype, key);
}

function method(target, key, types, decorators, parameters = []) {
  Reflect.defineMetadata("design:paramtypes", types, target.prototype, key);
  for (const [index, decorate] of parameters.entries()) decorate(target.prototype, key, index);
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, key);
  for (const decorate of decorators.toReversed()) decorate(target.prototype, key, descriptor);
}

class ItemParams {}
field(
  ItemParams,
  "id",
  Type(() => Number),
  IsInt(),
);

class ItemQuery {
  limit = 10;
}
field(
  ItemQuery,
  "limit",
  Type(() => Number),
  IsInt(),
  Min(1),
  Max(100),
);
field(ItemQuery, "q", IsOptional(), IsString(), MaxLength(50));

class UserCreate {
  newsletter = false;
}
field(UserCreate, "username", IsString(), MinLength(3), MaxLength(32), Matches(usernamePattern));
field(UserCreate, "email", IsEmail());
field(UserCreate, "age", IsInt(), Min(18), Max(150));
field(UserCreate, "password", IsString(), MinLength(15));
field(UserCreate, "newsletter", IsBoolean());

class UserResponse {}
for (const key of ["id", "username", "email", "age", "newsletter"]) field(UserResponse, key, Expose());
class Order {}
for (const key of ["id", "item", "quantity"]) field(Order, key, Expose());
class Me {}
for (const key of ["id", "username"]) field(Me, key, Expose());
field(
  Me,
  "orders",
  Expose(),
  Type(() => Order),
);
class Item {}
for (const key of ["id", "name", "description", "price", "currency", "inStock"]) field(Item, key, Expose());

class AuthGuard {
  async canActivate(context) {
    const request = context.switchToHttp().getRequest();
    request.user = await userOf(bearer(request.headers.authorization));
    if (request.user === undefined) throw new UnauthorizedException();
    return true;
  }
}
Injectable()(AuthGuard);

const CurrentUser = createParamDecorator((_data, context) => context.switchToHttp().getRequest().user);
const filtered = (type) => SerializeOptions({ type, strategy: "excludeAll" });

class ApiController {
  ping() {
    return { message: "pong" };
  }

  item(params, query) {
    return { id: params.id, limit: query.limit, q: query.q };
  }

  signUp(user) {
    return createUser(user);
  }

  async me(user) {
    const session = await openSession();
    try {
      const answer = new Orders(session).of(user);
      await session.commit();
      return answer;
    } catch (error) {
      await session.rollback();
      throw error;
    }
  }

  items() {
    return rows;
  }
}
method(ApiController, "ping", [], [Get("ping")]);
method(ApiController, "item", [ItemParams, ItemQuery], [Get("items/:id")], [Param(), Query()]);
method(ApiController, "signUp", [UserCreate], [Post("users"), filtered(UserResponse)], [Body()]);
method(ApiController, "me", [Object], [Get("me"), UseGuards(AuthGuard), filtered(Me)], [CurrentUser()]);
method(ApiController, "items", [], [Get("items"), filtered(Item)]);
Controller()(ApiController);

class Errors {
  catch(error, host) {
    const reply = host.switchToHttp().getResponse();
    if (error instanceof NotFoundException) reply.code(404).send(notFoundBody);
    else if (error instanceof HttpException) reply.code(error.getStatus()).send(error.getResponse());
    else reply.code(500).send({ detail: "Internal Server Error" });
  }
}
Catch()(Errors);

class AppModule {}
Module({ controllers: [ApiController], providers: [AuthGuard] })(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
app.useGlobalPipes(
  new ValidationPipe({
    transform: true,
    whitelist: true,
    exceptionFactory: (errors) =>
      new UnprocessableEntityException({
        detail: errors.map(({ property, constraints = {} }) => ({
          loc: ["body", property],
          msg: Object.values(constraints).join(", "),
          type: Object.keys(constraints)[0] ?? "value_error",
        })),
      }),
  }),
);
app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector)));
app.useGlobalFilters(new Errors());
await app.listen(port, "127.0.0.1");
ready();
