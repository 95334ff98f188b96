import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { Caller } from '@hub/annotation-store';
import { Action, CurrentCaller, Public, SuccessEnvelope } from '@hub/service-defaults';
import { AcceptInvite } from '../accounts/accept-invite.js';
import { Invites } from '../accounts/invites.js';
import { AcceptInviteBody, DeleteInvitesBody, InviteBody } from './organization.requests.js';

@ApiTags('Invites')
@ApiSecurity('apikey')
@Controller()
export class InvitesController {
  constructor(
    private readonly invites: Invites,
    private readonly acceptInvite: AcceptInvite,
  ) {}

  @ApiOperation({ summary: 'Open invites (owners and admins)' })
  @SuccessEnvelope()
  @Get('v2/organization/:id/invites')
  async list(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    const invites = await this.invites.list(caller, id);
    return {
      invites: invites.map((invite) => ({
        _id: invite.id,
        to: invite.email,
        organizationRole: invite.role,
        projectAssignments: invite.projectRoles,
        status: 'pending',
        createdBy: invite.createdBy,
        createdAt: invite.createdAt.toISOString(),
        expiresAt: invite.expiresAt.toISOString(),
      })),
      total: invites.length,
    };
  }

  @ApiOperation({
    summary: 'Invite people; the answer holds a token for each, to be handed to them (owners and admins)',
  })
  @SuccessEnvelope()
  @Action('v2/organization/:id/invites')
  async create(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: InviteBody): Promise<unknown> {
    const { to: emails, organizationRole: role, projectAssignments: projectRoles } = body;
    const created = await this.invites.create(caller, id, { emails, role, projectRoles });
    return { invites: created.map(({ email, token }) => ({ to: email, token })) };
  }

  @ApiOperation({ summary: 'Take invites back (owners and admins)' })
  @SuccessEnvelope()
  @Delete('v2/organization/:id/invites')
  async remove(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: DeleteInvitesBody,
  ): Promise<unknown> {
    return { removed: await this.invites.delete(caller, id, body.invites) };
  }

  @ApiOperation({ summary: 'Accept an invite; then sign in' })
  @Public()
  @UseGuards(ThrottlerGuard)
  @Post('api/invites/accept')
  @HttpCode(200)
  async accept(@Body() body: AcceptInviteBody): Promise<{ email: string }> {
    return { email: await this.acceptInvite.execute(body) };
  }
}
