import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import { Accounts, type Caller } from '@hub/annotation-store';
import { credentialsOf, CurrentCaller, Public, sessionCookie } from '@hub/service-defaults';
import type { Request, Response } from 'express';
import { DescribeCaller, type SignedInUser } from '../accounts/describe-caller.js';
import { SignIn } from '../accounts/sign-in.js';
import { HUB_API_SETTINGS, type HubApiSettings } from '../hub-api.config.js';
import { SignInBody } from './session.requests.js';

/** Signing in with e-mail and password: a cookie for browsers. Programs use API keys. */
@ApiTags('Session')
@Controller('api/session')
export class SessionController {
  private readonly cookie: { httpOnly: true; sameSite: 'lax'; secure: boolean; path: string };

  constructor(
    private readonly signIn: SignIn,
    private readonly accounts: Accounts,
    private readonly describe: DescribeCaller,
    @Inject(HUB_API_SETTINGS) settings: HubApiSettings,
  ) {
    this.cookie = { httpOnly: true, sameSite: 'lax', secure: settings.PUBLIC_URL.startsWith('https:'), path: '/' };
  }

  @ApiOperation({ summary: 'Sign in; sets the session cookie' })
  @Public()
  @UseGuards(ThrottlerGuard)
  @Post()
  @HttpCode(200)
  async create(@Body() body: SignInBody, @Res({ passthrough: true }) response: Response): Promise<SignedInUser> {
    const { token, expiresAt, caller } = await this.signIn.execute(body.email, body.password);
    response.cookie(sessionCookie, token, { ...this.cookie, expires: expiresAt });
    return this.describe.execute(caller);
  }

  @ApiOperation({ summary: 'Who you are' })
  @Get()
  show(@CurrentCaller() caller: Caller): Promise<SignedInUser> {
    return this.describe.execute(caller);
  }

  @ApiOperation({ summary: 'Sign out; ends the session' })
  @Public()
  @Delete()
  async remove(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<{ signedOut: true }> {
    const { sessionToken } = credentialsOf(request.headers);
    if (sessionToken) await this.accounts.closeSession(sessionToken);
    response.clearCookie(sessionCookie, this.cookie);
    return { signedOut: true };
  }
}
